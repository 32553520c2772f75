<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="moins de 11" filter="&quot;logements&quot; &lt; 11" />
   <rule key="equilibre-rule-1" symbol="1" label="11 à 30" filter="&quot;logements&quot; &gt;= 11 AND &quot;logements&quot; &lt; 30" />
   <rule key="equilibre-rule-2" symbol="2" label="30 à 100" filter="&quot;logements&quot; &gt;= 30 AND &quot;logements&quot; &lt; 100" />
   <rule key="equilibre-rule-3" symbol="3" label="100 à 300" filter="&quot;logements&quot; &gt;= 100 AND &quot;logements&quot; &lt; 300" />
   <rule key="equilibre-rule-4" symbol="4" label="300 et plus" filter="&quot;logements&quot; &gt;= 300" />
   <rule key="equilibre-rule-5" symbol="5" label="s : non diffusé" filter="&quot;logements&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="191,211,230,255" type="QString" />
      <Option name="size" value="1.4" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="1" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="158,188,218,255" type="QString" />
      <Option name="size" value="2" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="2" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="140,150,198,255" type="QString" />
      <Option name="size" value="2.8" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="3" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="136,86,167,255" type="QString" />
      <Option name="size" value="4" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="4" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="77,0,75,255" type="QString" />
      <Option name="size" value="5.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="5" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="255,255,255,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <layerGeometryType>0</layerGeometryType>
</qgis>
