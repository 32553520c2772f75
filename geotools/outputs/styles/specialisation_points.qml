<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="moins de 0,5" filter="&quot;specialisation&quot; &lt; 0.5" />
   <rule key="equilibre-rule-1" symbol="1" label="0,5 à 0,8" filter="&quot;specialisation&quot; &gt;= 0.5 AND &quot;specialisation&quot; &lt; 0.8" />
   <rule key="equilibre-rule-2" symbol="2" label="0,8 à 1,25 : à proportion du parc" filter="&quot;specialisation&quot; &gt;= 0.8 AND &quot;specialisation&quot; &lt; 1.25" />
   <rule key="equilibre-rule-3" symbol="3" label="1,25 à 2" filter="&quot;specialisation&quot; &gt;= 1.25 AND &quot;specialisation&quot; &lt; 2" />
   <rule key="equilibre-rule-4" symbol="4" label="2 et plus" filter="&quot;specialisation&quot; &gt;= 2" />
   <rule key="equilibre-rule-5" symbol="5" label="s : non diffusé" filter="&quot;specialisation&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="84,39,136,255" type="QString" />
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
   <symbol name="1" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="178,171,210,255" type="QString" />
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
   <symbol name="2" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="247,247,247,255" type="QString" />
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
   <symbol name="3" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="triangle" type="QString" />
      <Option name="color" value="253,184,99,255" type="QString" />
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
   <symbol name="4" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="square" type="QString" />
      <Option name="color" value="179,88,6,255" type="QString" />
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
