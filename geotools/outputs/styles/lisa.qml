<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="HH : valeur haute, voisinage haut" filter="&quot;grappe&quot; = 'HH'" />
   <rule key="equilibre-rule-1" symbol="1" label="LL : valeur basse, voisinage bas" filter="&quot;grappe&quot; = 'LL'" />
   <rule key="equilibre-rule-2" symbol="2" label="HL : valeur haute, voisinage bas" filter="&quot;grappe&quot; = 'HL'" />
   <rule key="equilibre-rule-3" symbol="3" label="LH : valeur basse, voisinage haut" filter="&quot;grappe&quot; = 'LH'" />
   <rule key="equilibre-rule-4" symbol="4" label="ns : non significatif" filter="&quot;grappe&quot; = 'ns'" />
   <rule key="equilibre-rule-5" symbol="5" label="isole : sans voisin" filter="&quot;grappe&quot; = 'isole'" />
   <rule key="equilibre-rule-6" symbol="6" label="s : non diffusé" filter="&quot;grappe&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="202,0,32,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="45" type="QString" />
      <Option name="distance" value="1.2" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="74,74,74,255" type="QString" />
     </Option>
     <symbol name="@0@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="74,74,74,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
   <symbol name="1" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="5,113,176,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="135" type="QString" />
      <Option name="distance" value="2.4" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="74,74,74,255" type="QString" />
     </Option>
     <symbol name="@1@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="74,74,74,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
   <symbol name="2" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="244,165,130,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="45" type="QString" />
      <Option name="distance" value="2.4" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="74,74,74,255" type="QString" />
     </Option>
     <symbol name="@2@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="74,74,74,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
   <symbol name="3" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="146,197,222,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
    <layer class="PointPatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="distance_x" value="2" type="QString" />
      <Option name="distance_y" value="2" type="QString" />
      <Option name="displacement_x" value="1" type="QString" />
      <Option name="distance_x_unit" value="MM" type="QString" />
      <Option name="distance_y_unit" value="MM" type="QString" />
     </Option>
     <symbol name="@3@1" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="name" value="cross_fill" type="QString" />
        <Option name="color" value="74,74,74,255" type="QString" />
        <Option name="size" value="0.5" type="QString" />
        <Option name="size_unit" value="MM" type="QString" />
        <Option name="outline_color" value="58,58,58,255" type="QString" />
        <Option name="outline_style" value="no" type="QString" />
        <Option name="outline_width" value="0" type="QString" />
        <Option name="outline_width_unit" value="MM" type="QString" />
        <Option name="horizontal_anchor_point" value="1" type="QString" />
        <Option name="vertical_anchor_point" value="1" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
   <symbol name="4" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="227,227,227,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="5" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="251,251,251,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="6" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="255,255,255,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="45" type="QString" />
      <Option name="distance" value="1.6" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="154,154,154,255" type="QString" />
     </Option>
     <symbol name="@6@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="154,154,154,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="135" type="QString" />
      <Option name="distance" value="1.6" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="154,154,154,255" type="QString" />
     </Option>
     <symbol name="@6@2" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="154,154,154,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <layerGeometryType>2</layerGeometryType>
</qgis>
